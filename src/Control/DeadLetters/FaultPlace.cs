using System.Globalization;
using System.Text.RegularExpressions;
using GridFlow.Decoding.Inspection;

namespace GridFlow.Control.DeadLetters;

/// <summary>Finds the bytes that a fault's message is about.</summary>
internal static partial class FaultPlace
{
    /// <summary>First byte and the one behind the last; an empty place is where the value ends too early. Null when the message names none.</summary>
    /// <param name="message">Message of a dead letter.</param>
    /// <param name="fields">Fields that could be read: a measurement out of its range is named by its field.</param>
    /// <param name="length">Length of the value.</param>
    /// <param name="headerLength">Length of the registry's header: some messages count from the record behind it.</param>
    public static (int Start, int End)? Find(string message, IReadOnlyList<InspectedField> fields, int length, int headerLength)
    {
        if (Place().Match(message) is { Success: true } match && int.TryParse(match.Groups["byte"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
        {
            place += match.Groups["record"].Success ? headerLength : 0;
            if (match.Groups["before"].Success)
            {
                return place > 0 ? Within(place - 1, place) : null;
            }

            return message.Contains("behind the record's end", StringComparison.Ordinal) ? Within(place, length)
                : message.Contains("the value ends", StringComparison.Ordinal) ? Within(place, place)
                : Within(place, place + 1);
        }

        var name = message.Split(' ', 2)[0];
        foreach (var field in fields.Where(field => field.Name == name))
        {
            return Within(field.Start, field.End);
        }

        return null;

        (int, int)? Within(int start, int end) => start <= length ? (start, Math.Min(end, length)) : null;
    }

    [GeneratedRegex(@"(?<before>before )?\bbyte (?<byte>\d+)(?<record> of the record)?")]
    private static partial Regex Place();
}
