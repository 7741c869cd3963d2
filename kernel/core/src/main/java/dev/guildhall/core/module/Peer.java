package dev.guildhall.core.module;

import dev.guildhall.core.config.Setting;

/**
 * A server elsewhere that a module works with.
 *
 * @param setting where it is named
 */
public record Peer(String what, Setting<?> setting, String host, int port) {

    /** The server of an address like {@code host:port}. */
    public static Peer of(String what, Setting<?> setting, String address) {
        var colon = address.lastIndexOf(':');
        return new Peer(what, setting, address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }
}
