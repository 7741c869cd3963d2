package dev.guildhall.core.erasure;

import io.vertx.core.Future;
import java.util.Map;

/**
 * A module's part in an erasure. The account or the workspace is gone already. It may be asked again, for an erasure goes on
 * after a crash, and then does what is left.
 */
public interface Erasing {

    /** Gives how many rows were deleted or changed in which table. */
    Future<Map<String, Long>> erase(Traces of);
}
