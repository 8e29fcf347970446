"""What a page shows. The only Python that imports ipywidgets; every decision that counts is here,
the browser only draws and reports."""
