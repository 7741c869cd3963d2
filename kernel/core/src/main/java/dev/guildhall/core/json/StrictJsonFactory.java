package dev.guildhall.core.json;

import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/** Makes {@link StrictJsonCodec} the codec of Vert.x, unless there is one that knows more beside it. */
public final class StrictJsonFactory implements JsonFactory {

    private static final JsonCodec CODEC = new StrictJsonCodec();

    @Override
    public int order() {
        return 10;
    }

    @Override
    public JsonCodec codec() {
        return CODEC;
    }
}
