package dev.guildhall.spi;

/** The HTTP methods an extension can serve and call. */
public enum HttpVerb {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}
