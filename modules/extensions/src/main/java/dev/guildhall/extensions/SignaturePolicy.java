package dev.guildhall.extensions;

/** Which uploaded artifacts are accepted, by their signature. */
public enum SignaturePolicy {
    /** A signature must be right when there is one. */
    OPTIONAL,
    /** The same, and what no trusted key has signed is told of wherever it is looked at. */
    WARN,
    /** Nothing is accepted unsigned. */
    REQUIRED
}
