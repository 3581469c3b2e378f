/** One icon as published by its set, before any processing. */
export interface Candidate {
  /** `set:name`, unique, e.g. `solar:calendar-add-outline`. */
  readonly id: string;
  readonly set: string;
  /** The icon's published name, e.g. `calendar-add-outline`. */
  readonly name: string;
  /** Other names the set publishes for the same drawing. */
  readonly aliases: readonly string[];
  /** The set's own categories for the icon, e.g. `Time & Date`. */
  readonly categories: readonly string[];
}

/** The matcher's result for a candidate. */
export type Match =
  | { readonly kind: "none" }
  | {
      readonly kind: "class";
      readonly classId: string;
      /** The word or phrase that named the class. */
      readonly term: string;
      readonly field: "name" | "alias" | "category" | "tag";
    }
  | { readonly kind: "ambiguous"; readonly classIds: readonly string[] };

/** The text of an icon: title, description and tags, as on Flickr. Style words are kept and marked. */
export interface Caption {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** The words of title and tags that describe how the icon is drawn, e.g. `outline`, `24`. */
  readonly styleWords: readonly string[];
  /** For some emoji: the title and the tags in a language other than English. */
  readonly inOtherLanguage?: OtherCaption;
}

/** Title and tags in a language other than English. */
export interface OtherCaption {
  /** CLDR code, e.g. `de`. */
  readonly language: string;
  readonly title: string;
  readonly tags: readonly string[];
}
