package dev.guildhall.extensions;

/**
 * Who answers a capability.
 *
 * @param extensionKey null for a program outside that is registered by its URL
 */
public record Provider(String extensionKey) {

    public static final Provider OUTSIDE = new Provider(null);
}
