namespace GridFlow.Decoding.Inspection;

/// <summary>A record's value as far as it can be read, and what the decoder says of it today.</summary>
/// <param name="SchemaId">Id in its header; null when none can be read.</param>
/// <param name="ReadAs">Which schema the fields were read with; null when there is no body.</param>
/// <param name="Fields">Fields that could be read, in the order of their bytes.</param>
/// <param name="Stopped">What ended the reading; null when all fields were read.</param>
/// <param name="Fault">What is wrong with it by today's schemas and limits; none when it would be accepted. Says nothing when <paramref name="NotJudged"/> is set.</param>
/// <param name="NotJudged">Why that is not known; null when it is.</param>
internal sealed record RecordInspection(long? SchemaId, string? ReadAs, IReadOnlyList<InspectedField> Fields, string? Stopped, DecodeFault Fault, string? NotJudged);
