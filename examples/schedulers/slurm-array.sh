#!/bin/sh
# A batch as a Slurm job array: each task builds one part, all write to one folder.
#
#   job=$(sbatch --parsable slurm-array.sh /shared/batch.toml /shared/out)
#   sbatch --dependency="afterany:${job%%;*}" --wrap "huimou batch merge /shared/out"
#
# The number of tasks is the number of parts; change it below or by `sbatch --array=1-40 ..`. Both paths must be
# the same on every node, and the file system of the second must have locks. `afterany`, not `afterok`: a task
# exits with 1 if one of its districts failed, and the others are to be joined all the same.
# A task that was killed loses nothing: submit the whole array again, and what is done is not built twice.
#
#SBATCH --job-name=huimou
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --time=01:00:00
#SBATCH --output=huimou-%A_%a.log

if [ $# -ne 2 ]; then
    echo "usage: slurm-array.sh BATCH.toml OUTPUT-FOLDER" >&2
    exit 2
fi
exec huimou batch "$1" -o "$2" -j "${SLURM_CPUS_PER_TASK:-1}" --shard auto
