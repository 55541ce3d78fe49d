/** An address that a person may add. */
export const address = {
  fullName: 'Asha Rao',
  phone: '9876543210',
  line1: '4 Lake Road',
  city: 'Hyderabad',
  state: 'Telangana',
  postalCode: '500081',
};
