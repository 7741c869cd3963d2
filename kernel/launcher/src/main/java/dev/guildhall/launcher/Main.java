package dev.guildhall.launcher;

import dev.guildhall.core.config.Configuration;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Where the process begins. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        var out = new PrintWriter(System.out, true, Charset.defaultCharset());
        var err = new PrintWriter(System.err, true, Charset.defaultCharset());
        System.exit(new Guildhall(System.getenv(), Main::serve, Main::demo, out, err).run(arguments));
    }

    private static int serve(Configuration configuration) {
        throw new UnsupportedOperationException("the modules are wired here: " + configuration);
    }

    private static int demo(Configuration configuration) {
        throw new UnsupportedOperationException("the modules are wired here: " + configuration);
    }
}
