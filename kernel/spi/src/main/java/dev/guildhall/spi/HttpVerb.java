package dev.guildhall.spi;

/** The HTTP methods an extension can serve and call. It may grow: switch with a default. */
public enum HttpVerb {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}
