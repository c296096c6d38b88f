"""Programs in PHP: the schedulers of Laravel, Symfony, WordPress, Magento, Nextcloud, Shopware."""
