package dev.guildhall.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.pf4j.ClassLoadingStrategy;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginManager;

/** The classes of one version of an extension. Of the host they see {@link SharedClasses} only, and those first. */
final class ExtensionClassLoader extends PluginClassLoader {

    private ObjectMapper mapper;

    ExtensionClassLoader(PluginManager manager, PluginDescriptor descriptor) {
        super(manager, descriptor, SharedClasses.loader(), ClassLoadingStrategy.APD);
    }

    /** Maps the extension's classes to and from JSON; made on first use. */
    synchronized ObjectMapper mapper() {
        if (mapper == null) {
            mapper = ExtensionJsonCodec.newMapper();
        }
        return mapper;
    }
}
