package dev.guildhall.extensions;

/** Which uploaded artifacts are accepted, by their signature. */
public enum SignaturePolicy {
    /** A signature must be right when there is one. */
    OPTIONAL,
    /** Nothing is accepted unsigned. */
    REQUIRED
}
