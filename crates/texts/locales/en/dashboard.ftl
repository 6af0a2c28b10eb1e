### The dashboard's pages. Each page may have a file of its own in the folder `dashboard`.

-product = Qualify
dashboard-title = { -product }
