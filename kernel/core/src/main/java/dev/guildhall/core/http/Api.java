package dev.guildhall.core.http;

/** Operations that a contract declares. */
public interface Api {

    /** Binds them; asked once for each event loop. */
    void bind(Operations operations);
}
