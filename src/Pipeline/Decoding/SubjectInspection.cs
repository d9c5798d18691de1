namespace GridFlow.Decoding;

/// <summary>What a registration would meet.</summary>
/// <param name="State">How the subject stands to the schema.</param>
/// <param name="Id">Id of the schema when it is registered.</param>
public sealed record SubjectInspection(SubjectState State, long? Id);
