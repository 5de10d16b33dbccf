const ROLES = ['read', 'moderate', 'admin'];

/** What the key behind this session may do. */
export const may = {
  role: 'read',
  moderate: () => ROLES.indexOf(may.role) >= 1,
  admin: () => may.role === 'admin',
};
