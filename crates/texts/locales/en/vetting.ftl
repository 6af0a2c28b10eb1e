### What people read about a decision of vetting.
