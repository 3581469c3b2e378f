/** Every text of the widget that shows one figure of several. */
export const oneOfMessages = {
  description: "Choose a shift, and its plane is shown. On paper it is the one chosen last.",
  choose: "Shift",
} as const;
