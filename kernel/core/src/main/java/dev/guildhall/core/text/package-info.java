/** Rules about texts that people write and others read. */
package dev.guildhall.core.text;
