"""How many kernels live, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Int


class WorkbookKernels(AsyncMappingKernelManager):
    """Kernels without a page go after ``cull_idle_timeout``, open pages after much longer."""

    connected_idle_timeout = Int(4 * 3600, config=True, help="seconds for a page left open")

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Cull as jupyter-server does, and also pages nobody touched for hours."""
        kernel = self._kernels[kernel_id]
        idle = _idle_time(kernel)
        if self.is_connected(kernel_id) and idle > timedelta(seconds=self.connected_idle_timeout):
            self.log.info("culling a page idle for %s", idle)
            await ensure_async(self.shutdown_kernel(kernel_id))
            return
        await super().cull_kernel_if_idle(kernel_id)

    def is_connected(self, kernel_id: str) -> bool:
        """Whether a page holds a websocket to this kernel."""
        return bool(self._kernel_connections.get(kernel_id, 0))

    @property
    def alive(self) -> int:
        return len(self._kernels)


def _idle_time(kernel: Any) -> timedelta:
    from jupyter_server._tz import utcnow

    return utcnow() - kernel.last_activity if hasattr(kernel, "last_activity") else timedelta(0)


def serve_only_ready_ones(manager: Any) -> None:
    """Let a page start its own kernel when the next preheated one is still starting.

    Voila would have it wait for the refill, which begins a second after the last visit.
    """
    # Voila derives the class of ``manager`` from ours, so its method can only be replaced here.
    manager.get_pool_size = lambda page: sum(task.done() for task in manager._pools.get(page, ()))
