"""The workbook as Voila apps on this machine or for a class, and in JupyterLab."""

from kabook.serving.lab import author_lab, trainee_lab
from kabook.serving.server import serve

__all__ = ["author_lab", "serve", "trainee_lab"]
