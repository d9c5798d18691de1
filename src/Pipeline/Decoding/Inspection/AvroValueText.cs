using System.Collections;
using System.Globalization;
using Avro.Generic;

namespace GridFlow.Decoding.Inspection;

/// <summary>Avro's values for people.</summary>
internal static class AvroValueText
{
    private const int LongestText = 200;

    public static string Of(object? value) => Cut(Whole(value));

    private static string Whole(object? value) => value switch
    {
        null => "null",
        string text => $"\"{Printable(text)}\"",
        bool flag => flag ? "true" : "false",
        byte[] bytes => $"0x{Convert.ToHexStringLower(bytes)}",
        GenericEnum symbol => symbol.Value,
        GenericFixed octets => $"0x{Convert.ToHexStringLower(octets.Value)}",
        GenericRecord record => $"{{{string.Join(", ", record.Schema.Fields.Select(field => $"{field.Name}: {Of(record[field.Name])}"))}}}",
        IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"{key}: {Of(map[key])}"))}}}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    // A terminal would carry out what stands in a meter's name.
    private static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())) : text;

    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}…";
}
