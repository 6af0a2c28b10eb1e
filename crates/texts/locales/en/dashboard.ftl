### The dashboard's pages. What is said on several stands here, each page has a file of its own in the folder `dashboard`.

-product = Qualify
