namespace GridFlow.Decoding;

/// <summary>What a subject of the registry has to do with one of our schemas.</summary>
public enum SubjectState
{
    /// <summary>The subject has it.</summary>
    Registered,

    /// <summary>There is no such subject; the first registration makes it.</summary>
    Absent,

    /// <summary>The subject has others, and the registry would take ours.</summary>
    Compatible,

    /// <summary>The subject has others, and the registry would refuse ours.</summary>
    Incompatible,
}
