/** Which versions of which extensions go together. */
package dev.guildhall.extensions.internal.resolution;
