# 两条命令做完全部准备：make serve（打开练习册）、make test（跑 CI 跑的一切）。
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	&& echo $$p && break; done)
BIN := .venv/bin
FRONTEND := lib/frontend

.DEFAULT_GOAL := help
.PHONY: help serve lab author notebooks test bench frontend

help:
	@echo "make serve      在浏览器里打开练习册（第一次会先安装，要几分钟）"
	@echo "make lab        在 JupyterLab 里打开自己的一份副本"
	@echo "make author     在 JupyterLab 里编辑练习册本身"
	@echo "make notebooks  由 .md 重新生成 .ipynb（执行并清理输出）"
	@echo "make frontend   重新构建 lib/kabook/static（要 Node）"
	@echo "make test       跑 CI 跑的一切，并打印每一组用时"
	@echo "make bench      量速度和大小，和上限并排列出"

serve: .venv/installed
	@$(BIN)/kabook serve

lab: .venv/installed
	@$(BIN)/kabook lab

author: .venv/installed
	@$(BIN)/kabook lab --author

notebooks: .venv/installed-test
	@$(BIN)/python tests/tools/build_notebooks.py

test: .venv/installed-test
	@$(BIN)/python tests/tools/run_suites.py

bench: .venv/installed-test
	@$(BIN)/python tests/bench/bench.py

frontend:
	@command -v npm >/dev/null || { echo "要先装 Node（含 npm）：Debian/Ubuntu 用 sudo apt install nodejs npm。"; exit 1; }
	@cd $(FRONTEND) && npm ci --no-audit --no-fund && npm run build

.venv/created:
	@if [ -z "$(PYTHON)" ]; then echo "要 Python 3.11 或更新。Debian 12、Ubuntu 24.04 以后：sudo apt install python3 python3-venv；macOS：brew install python。"; exit 1; fi
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "缺 venv 和 pip。Debian/Ubuntu：sudo apt install python3-venv，然后再来一次。"; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

# Stamps: pyproject.toml is the only list of dependencies.
.venv/installed: pyproject.toml .venv/created
	@echo "正在安装（第一次要几分钟）……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . || { echo "没有装成：看上面 pip 的最后几行。多半是连不上 Python 包源，检查网络或 pip 的设置再来一次。"; exit 1; }
	@touch $@

.venv/installed-test: pyproject.toml .venv/created
	@echo "正在安装（第一次要几分钟）……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test]" || { echo "没有装成：看上面 pip 的最后几行。多半是连不上 Python 包源，检查网络或 pip 的设置再来一次。"; exit 1; }
	@touch .venv/installed $@
