package dev.guildhall.host;

import dev.guildhall.spi.OutboundResponse;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** What a call to the outside was answered. */
public record ReceivedResponse(int status, Map<String, List<String>> headers, Buffer body)
        implements OutboundResponse {}
