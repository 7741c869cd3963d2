package dev.guildhall.identity;

import io.vertx.core.Future;
import java.util.List;

/** The TXT records of the world's domains. */
@FunctionalInterface
public interface TxtRecords {

    /** The texts at a name, none when there is no such name; fails when that cannot be found out. */
    Future<List<String>> at(String name);
}
