package dev.guildhall.core.module;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a server elsewhere is that a node can do without for a while: the node's health tells of it, and is up all the same.
 *
 * @param what names it among the parts of the node's health
 * @param trouble what is the matter with it as far as is known, in words for an operator; empty when nothing is
 */
public record PeerHealth(String what, Supplier<Optional<String>> trouble) {}
