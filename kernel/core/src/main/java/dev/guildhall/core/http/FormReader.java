package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.InputTrustHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a form of parts (RFC 7578) into memory, where its operation wants it anyway, so that nothing of one that breaks
 * off is left anywhere. A form has an end and few parts, or it is refused.
 */
final class FormReader implements InputTrustHandler {

    static final int MOST_PARTS = 20;
    private static final int LARGEST_FIELD = 8 * 1024;

    private static final String FILES = "guildhall.files";
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))");

    private final long limit;

    /** @param limit of the bytes of a whole form */
    FormReader(long limit) {
        this.limit = limit;
    }

    /** The files of a form that was read. */
    static List<UploadedFile> files(RoutingContext context) {
        List<UploadedFile> files = context.get(FILES);
        return files == null ? List.of() : files;
    }

    @Override
    public void handle(RoutingContext context) {
        var request = context.request();
        var type = request.getHeader("Content-Type");
        var boundary = BOUNDARY.matcher(type);
        if (!boundary.find()) {
            context.fail(
                    CommonError.REQUEST_INVALID.because("The Content-Type names no boundary of the form's parts."));
        } else if (announced(request) > limit) {
            context.fail(tooLarge());
        } else {
            new Form(context, boundary.group(1) == null ? boundary.group(2) : boundary.group(1)).read();
        }
    }

    private static long announced(HttpServerRequest request) {
        var length = request.getHeader("Content-Length");
        return length == null ? 0 : Long.parseLong(length);
    }

    private RuntimeException tooLarge() {
        return CommonError.REQUEST_TOO_LARGE.because("The form is larger than " + limit + " bytes.");
    }

    /** One form on its way. */
    private final class Form {

        private final RoutingContext context;
        private final byte[] end;
        private final List<UploadedFile> files = new ArrayList<>();
        private Buffer tail = Buffer.buffer();
        private long length;
        private int begun;
        private boolean refused;

        Form(RoutingContext context, String boundary) {
            this.context = context;
            this.end = ("--" + boundary + "--").getBytes(StandardCharsets.ISO_8859_1);
        }

        void read() {
            var request = context.request();
            try {
                request.setExpectMultipart(true);
            } catch (DecoderException | IllegalStateException malformed) {
                refuse(malformed());
                return;
            }
            request.uploadHandler(this::begin)
                    .exceptionHandler(failure -> refuse(failure instanceof DecoderException ? malformed() : failure))
                    .handler(this::pass)
                    .endHandler(ended -> finish());
        }

        private void begin(HttpServerFileUpload part) {
            begun++;
            if (begun > MOST_PARTS) {
                refuse(malformed());
            }
            var content = Buffer.buffer();
            part.handler(chunk -> {
                if (!refused) {
                    content.appendBuffer(chunk);
                }
            });
            part.endHandler(complete -> files.add(new UploadedFile(part.name(), content)));
        }

        private void pass(Buffer chunk) {
            length += chunk.length();
            if (length > limit) {
                refuse(tooLarge());
            }
            tail.appendBuffer(chunk.getBuffer(Math.max(0, chunk.length() - end.length - 2), chunk.length()));
            tail = tail.getBuffer(Math.max(0, tail.length() - end.length - 2), tail.length());
        }

        private void finish() {
            if (refused) {
                return;
            }
            if (files.size() < begun || !hasEnd()) {
                refuse(CommonError.REQUEST_INVALID.because(
                        "The form breaks off: the boundary that ends it is missing."));
                return;
            }
            // The server takes larger ones, for what identity providers post.
            if (context.request().formAttributes().entries().stream().anyMatch(Form::isLarge)) {
                refuse(malformed());
                return;
            }
            context.put(FILES, List.copyOf(files));
            context.next();
        }

        private static boolean isLarge(Map.Entry<String, String> field) {
            return field.getValue().getBytes(StandardCharsets.UTF_8).length > LARGEST_FIELD;
        }

        // After it there may be the end of its line, and nothing else.
        private boolean hasEnd() {
            var text = tail.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            return text.endsWith(new String(end, StandardCharsets.ISO_8859_1));
        }

        private void refuse(Throwable why) {
            if (!refused) {
                refused = true;
                files.clear();
                context.fail(why);
            }
        }

        private RuntimeException malformed() {
            return CommonError.REQUEST_INVALID.because(
                    "The form is malformed, or has more than " + MOST_PARTS + " parts or a field of more than 8 KiB.");
        }
    }
}
