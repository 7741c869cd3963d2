package dev.guildhall.host;

import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.ClassReader;

/**
 * Finds references of a class to what ends the JVM, with everything else that runs in it. It looks at the names that the
 * class is linked by, so that it finds them however they are called; what a class only makes up at run time it cannot
 * find.
 */
final class JvmExits {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int METHOD_REFERENCE = 10;

    private static final Set<String> ENDING =
            Set.of("java/lang/System.exit", "java/lang/Runtime.exit", "java/lang/Runtime.halt");

    private JvmExits() {}

    static boolean isClass(byte[] content) {
        return content.length > 4
                && ((content[0] & 0xFF) << 24
                                | (content[1] & 0xFF) << 16
                                | (content[2] & 0xFF) << 8
                                | content[3] & 0xFF)
                        == MAGIC;
    }

    /**
     * The method that ends the JVM, like {@code System.exit}; empty when the class refers to none. Throws a
     * {@link RuntimeException} when it is no class file.
     */
    static Optional<String> in(byte[] content) {
        var reader = new ClassReader(content);
        var buffer = new char[reader.getMaxStringLength()];
        for (var index = 1; index < reader.getItemCount(); index++) {
            var item = reader.getItem(index);
            if (item > 0 && content[item - 1] == METHOD_REFERENCE) {
                var nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
                var method = reader.readClass(item, buffer) + "." + reader.readUTF8(nameAndType, buffer);
                if (ENDING.contains(method)) {
                    return Optional.of(method.substring("java/lang/".length()));
                }
            }
        }
        return Optional.empty();
    }
}
