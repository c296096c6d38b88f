from shop.stock import Shelf
