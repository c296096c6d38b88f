"""Schedulers of PHP applications: Laravel, Symfony, WordPress, Magento, Nextcloud, Shopware."""
