using System.Text;

namespace GridFlow.Control.DeadLetters;

/// <summary>Bytes that are mostly text.</summary>
internal static class ByteText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>As text when they are printable UTF-8, else as hex behind 0x; null for none.</summary>
    public static string? Of(byte[]? bytes)
    {
        if (bytes is null)
        {
            return null;
        }

        try
        {
            var text = Strict.GetString(bytes);
            if (!text.Any(char.IsControl))
            {
                return text;
            }
        }
        catch (DecoderFallbackException)
        {
            // No text.
        }

        return $"0x{Convert.ToHexStringLower(bytes)}";
    }
}
