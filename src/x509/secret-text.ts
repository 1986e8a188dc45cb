/**
 * A text that must not be seen: a token, a passphrase, a symmetric key. It is in a private field, so that it does not appear
 * in a log, in JSON or in `inspect`, and leaves only through `reveal`.
 */
export class SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  static reveal(secret: SecretText): string {
    return secret.#text;
  }

  toJSON(): string {
    return "[secret]";
  }
}
