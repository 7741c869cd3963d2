package dev.guildhall.host;

import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/** Makes {@link ExtensionJsonCodec} the codec of Vert.x; found by the service loader, before the default one is tried. */
public final class ExtensionJsonFactory implements JsonFactory {

    private static final JsonCodec CODEC = new ExtensionJsonCodec();

    @Override
    public int order() {
        return 0;
    }

    @Override
    public JsonCodec codec() {
        return CODEC;
    }
}
