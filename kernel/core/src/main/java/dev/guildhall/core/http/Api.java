package dev.guildhall.core.http;

/** What a module serves over HTTP: an OpenAPI document and the operations it declares. */
public interface Api {

    /** The class path resource of the module's part of the contract, such as {@code openapi/membership.yaml}. */
    String contract();

    /** Binds every operation of the contract; asked once for each event loop. */
    void bind(Operations operations);
}
