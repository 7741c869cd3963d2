import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A webhook that takes what is signed as Standard Webhooks says and prints it: {@code java Webhook.java SECRET [PORT]}, with
 * the secret that was shown when its subscription was made. It needs nothing but a JDK.
 */
class Webhook {

    private static final int PORT = 9000;
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    public static void main(String[] arguments) throws IOException {
        var key = Base64.getDecoder().decode(arguments[0].substring("whsec_".length()));
        var port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : PORT;
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", request -> {
            var body = request.getRequestBody().readAllBytes();
            var headers = request.getRequestHeaders();
            var id = headers.getFirst("webhook-id");
            var isGenuine = isGenuine(
                    key, id, headers.getFirst("webhook-timestamp"), headers.getFirst("webhook-signature"), body);
            System.out.println((isGenuine ? "genuine " : "forged  ") + new String(body, StandardCharsets.UTF_8));
            request.sendResponseHeaders(isGenuine ? 204 : 401, -1);
            request.close();
        });
        server.start();
        System.out.println("Waiting for events at http://127.0.0.1:" + port + "/");
    }

    /** Signatures are several while a secret is replaced; one that is right is enough. */
    private static boolean isGenuine(byte[] key, String id, String timestamp, String signatures, byte[] body) {
        if (id == null || timestamp == null || signatures == null || !isNow(timestamp)) {
            return false;
        }
        var right = ("v1," + signature(key, id + "." + timestamp + ".", body)).getBytes(StandardCharsets.UTF_8);
        return Stream.of(signatures.split(" "))
                .anyMatch(each -> MessageDigest.isEqual(right, each.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean isNow(String timestamp) {
        if (!timestamp.matches("[0-9]{1,12}")) {
            return false;
        }
        var sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
        return Duration.between(sent, Instant.now()).abs().compareTo(TOLERANCE) < 0;
    }

    private static String signature(byte[] key, String head, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
