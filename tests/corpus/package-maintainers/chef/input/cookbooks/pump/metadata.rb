name             "pump"
maintainer       "Harbour, Ltd."
maintainer_email "noreply@harbour.test"
license          "MIT"
