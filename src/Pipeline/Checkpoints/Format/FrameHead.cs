namespace GridFlow.Checkpoints.Format;

/// <summary>Head of a frame, or the end of a snapshot.</summary>
/// <param name="IsEnd">The end: nothing comes behind it.</param>
/// <param name="Number">Number of the frame, from 0; at the end, how many there are.</param>
/// <param name="StateBytes">State in the frame; at the end, in all of them.</param>
/// <param name="StoredBytes">Compressed data behind the head.</param>
/// <param name="Checksum">Of that data; at the end, of everything in front of it.</param>
internal readonly record struct FrameHead(bool IsEnd, uint Number, long StateBytes, uint StoredBytes, ulong Checksum);
