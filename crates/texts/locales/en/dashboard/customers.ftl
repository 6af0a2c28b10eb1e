customers-title = Customers
customers-new = New customer
customers-search = Name, domain or id
customers-search-action = Search
customers-name = Name
customers-domain = Domain
customers-none = You have no customers yet.
customers-none-found = No customer is like that. A search finds beginnings of words of the name, of the domain, of the id.
customers-qualification = Qualification
customers-status = Vetting
customers-any = Any

customer-parts = Parts of the customer

account-title = Account
account-info = Customer Account Info
account-microsoft-id = Microsoft ID
account-name = Company name
account-domain = Domain
account-status = Account status
account-status-unknown = Not known
account-status-under-review = Being looked at
account-status-allowed = May buy
account-status-not-allowed = May not buy
account-status-not-ready = Not ready yet
account-billing = Billing profile
account-edit = Edit
account-saved = The billing profile is saved.
account-address-good = The address can be one of its country.
account-address-wrong = The address needs a correction:

billing-company-name = Company name
billing-email = E-mail
billing-first-name = First name of the contact
billing-last-name = Last name of the contact
billing-culture = Culture
billing-language = Language
billing-country = Country
billing-address-line-1 = Address line 1
billing-address-line-2 = Address line 2
billing-city = City
billing-state = State
billing-region = Region
billing-postal-code = Postal code
billing-address-first-name = First name at this address
billing-address-middle-name = Middle name at this address
billing-address-last-name = Last name at this address
billing-phone-number = Phone number
billing-check-address = Check the address

create-title = New customer
create-action = Create the customer
create-registration-number = Registration number, where the country has one

created-text = The customer is created.
created-user = User name of the administrator
created-password = First password
created-once = The password is shown this once. Hand it on now.
created-on = To the customer

qualification-none = None
qualification-education = Education
qualification-nonprofit = Nonprofit
qualification-government-community-cloud = Government Community Cloud
qualification-state-owned-entity = State-owned entity

status-in-review = In review
status-approved = Approved
status-denied = Denied
status-of-qualification = { $qualification }: { $status }
