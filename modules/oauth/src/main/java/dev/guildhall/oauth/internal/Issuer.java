package dev.guildhall.oauth.internal;

import java.net.URI;

/** This server as an issuer of tokens, and where its endpoints are (RFC 8414). */
public record Issuer(String text) {

    public static final String PREFIX = "/oauth";

    /**
     * This server under its own name.
     *
     * @param publicUrl where clients reach this installation
     */
    public static Issuer at(URI publicUrl) {
        return new Issuer(publicUrl.toString().replaceAll("/+$", ""));
    }

    public URI endpoint(String name) {
        return URI.create(text + PREFIX + "/" + name);
    }

    /** Whether a resource (RFC 8707) is this server or something that it serves. */
    public boolean serves(URI resource) {
        var named = resource.toString();
        return resource.getRawFragment() == null
                && (named.equals(text) || named.startsWith(text + "/"))
                && resource.normalize().equals(resource);
    }
}
