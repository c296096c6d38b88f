"""What ends: certificates, versions without support, removal dates, lifetimes, licences."""
