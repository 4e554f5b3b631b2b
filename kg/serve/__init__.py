"""A store -> a web server: SPARQL endpoint (`/sparql`), JSON API (`/api`) and explorer, read only.

What strangers ask in SPARQL runs in processes of its own that can be stopped (`workers`); what the API answers is
bounded by its pages. `app` puts it together, `server` runs it.
"""
