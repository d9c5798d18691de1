using GridFlow.Decoding;
using GridFlow.Decoding.Inspection;

namespace GridFlow.Control.DeadLetters;

/// <summary>What <c>gridflow dlq show --json</c> writes.</summary>
/// <param name="Record">What list shows of it.</param>
/// <param name="Headers">Headers that came with the record; text, or hex behind 0x.</param>
/// <param name="GridflowHeaders">Headers of the dead letter.</param>
/// <param name="ValueHex">The value.</param>
/// <param name="FaultStart">First byte of the place that the fault is about; null when it is about none.</param>
/// <param name="FaultEnd">Byte behind its last.</param>
/// <param name="ReadAs">Schema that the fields were read with.</param>
/// <param name="Fields">Fields that could be read.</param>
/// <param name="Stopped">What ended the reading.</param>
/// <param name="Now">What the decoder says today.</param>
internal sealed record DeadLetterDetail(
    DeadLetterRow Record,
    IReadOnlyList<HeaderText> Headers,
    IReadOnlyDictionary<string, string> GridflowHeaders,
    string? ValueHex,
    int? FaultStart,
    int? FaultEnd,
    string? ReadAs,
    IReadOnlyList<InspectedField> Fields,
    string? Stopped,
    Verdict Now)
{
    /// <summary>Puts together what a record says of itself and what an inspection has found.</summary>
    public static DeadLetterDetail Of(DeadLetterRecord record, RecordInspection inspection, int headerLength)
    {
        var length = record.Value?.Length ?? 0;
        var place = record.IsIncomplete ? null
            : FaultPlace.Find(record.Message ?? "", inspection.Fields, length, headerLength)
                ?? (inspection.Fault.IsFault ? FaultPlace.Find(inspection.Fault.Message, inspection.Fields, length, headerLength) : null);
        return new DeadLetterDetail(
            DeadLetterRow.Of(record),
            [.. record.Original.Select(header => new HeaderText(header.Key, ByteText.Of(header.GetValueBytes())))],
            record.Ours,
            record.Value is null ? null : Convert.ToHexStringLower(record.Value),
            place?.Start,
            place?.End,
            inspection.ReadAs,
            inspection.Fields,
            inspection.Stopped,
            VerdictOf(record, inspection));
    }

    private static Verdict VerdictOf(DeadLetterRecord record, RecordInspection inspection) =>
        record.IsIncomplete ? new Verdict(null, null, "part of the record was too large for the dead-letter topic; the original may still stand at its source")
        : inspection.NotJudged is { } reason ? new Verdict(null, null, reason)
        : inspection.Fault.IsFault ? new Verdict(false, inspection.Fault.Code!.Value.Word(), inspection.Fault.Message)
        : new Verdict(true, null, null);
}

/// <summary>A header of the original record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as text, or as hex behind 0x; null when it has none.</param>
internal sealed record HeaderText(string Name, string? Value);

/// <summary>What the decoder says of a record today.</summary>
/// <param name="Accepted">Whether it would be scored; null when that is not known.</param>
/// <param name="Code">Why not, as a word.</param>
/// <param name="Message">Why not, or why that is not known.</param>
internal sealed record Verdict(bool? Accepted, string? Code, string? Message);
