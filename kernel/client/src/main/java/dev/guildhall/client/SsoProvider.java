package dev.guildhall.client;

/** The protocol in which an identity provider speaks. */
public enum SsoProvider {
    SAML,
    OIDC
}
