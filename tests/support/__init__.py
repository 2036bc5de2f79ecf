"""What several tests and scripts share: finding a browser and Node, a Jupyter server, its pages."""
