"""The only place that knows Streamlit: who visits, the shell around every page, the parts they share."""
