package dev.guildhall.core.security;

import io.vertx.core.Future;
import java.util.Set;

/**
 * What tokens can be limited to beside the permissions of the platform: those that extensions declare. Contributed by the
 * module that has their catalogue.
 */
@FunctionalInterface
public interface DeclaredScopes {

    /** The names of the permissions that these extensions declare, in whichever version. */
    Future<Set<String>> of(Set<String> extensions);
}
