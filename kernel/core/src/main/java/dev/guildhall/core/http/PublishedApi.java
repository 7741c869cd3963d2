package dev.guildhall.core.http;

import java.util.List;

/**
 * An API that is served beside the canonical one, as the module that has it describes it.
 *
 * @param prefix what all its paths begin with, such as {@code /web/v1}
 * @param contract the class path resource of its contract, which is complete
 */
public record PublishedApi(String prefix, String contract, List<Api> apis, SurfaceAdapter adapter) {

    public PublishedApi {
        apis = List.copyOf(apis);
    }

    /** The API with its contract read. */
    public Surface with(Contract read) {
        return new Surface(prefix, read, apis, adapter);
    }
}
