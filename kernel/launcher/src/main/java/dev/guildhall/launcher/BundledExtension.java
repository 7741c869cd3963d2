package dev.guildhall.launcher;

import java.io.IOException;

/** The first-party extensions that come with the executable, for the demonstration. */
enum BundledExtension {
    HELLO("hello"),
    DIRECTORY("directory");

    private final String key;

    BundledExtension(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    String fileName() {
        return key + ".jar";
    }

    /** The artifact. */
    byte[] bytes() throws IOException {
        try (var in = BundledExtension.class.getResourceAsStream("/extensions/" + fileName())) {
            if (in == null) {
                throw new IOException("The executable was packed without " + fileName() + "; build it again");
            }
            return in.readAllBytes();
        }
    }
}
