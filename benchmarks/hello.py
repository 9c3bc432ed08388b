"""The floor of pages: one that prints hello and counts the clicks on a button."""

import streamlit as st

st.write("hello")
if st.button("again"):
    st.write("again")
