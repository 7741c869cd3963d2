package dev.guildhall.identity.internal.factor;

/** Who gives a code, as far as that is known. What one of them does wrong is not held against the others. */
public enum Guesser {
    /** Whoever has a session of the account. */
    SIGNED_IN,
    /** A client in a network where the account has signed in. */
    KNOWN_NETWORK,
    STRANGER
}
