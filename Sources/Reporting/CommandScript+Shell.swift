// The functions of the script that is handed over: what is looked at before each change, and the change itself. POSIX shell
// and the AWS CLI, version 1 or 2; nothing else.

extension CommandScript {
    /// What every line of the script rests on. Answers are compared as one text, `to_string` of JMESPath: JSON in ASCII, the
    /// tags in order, so that neither the CLI's version nor a tag's contents matter.
    ///
    /// - Parameter account: twelve digits.
    static func functions(account: String) -> String {
        "set -u\naccount=\(ShellWord.quoted(account))\n" + asking + waiting + things
    }

    private static let asking = #"""
        RUN=${RUN:-list}
        AWS_PAGER=''
        export AWS_PAGER
        none='`[]`'
        null='`null`'
        tags="sort_by(Tags || $none, &Key)[].[Key, Value]"
        changed=0
        left=0

        say() { printf '%s\n' "$*"; }

        # The script itself may stand on standard input.
        ask() { aws "$@" </dev/null; }

        # The first surprise ends a thing.
        leave() {
            say "  left alone: $*"
            left=$((left + 1))
            return 1
        }

        # same WHAT EXPECTED GOT
        same() { [ "$2" = "$3" ] || leave "$1: expected $2, got ${3:-no answer}"; }

        ours() { same "the keys' account" "$account" "$(ask sts get-caller-identity --query Account --output text)"; }

        # begin TITLE DOES: whether there is more to do than to list it
        begin() {
            say "$1"
            [ "$RUN" != list ] && return 0
            say "  would $2"
            return 1
        }

        # Whether it may be changed, now that it is as it was seen.
        may() {
            [ "$RUN" = yes ] && return 0
            say '  as it was seen'
            return 1
        }

        did() {
            changed=$((changed + 1))
            say "  $*"
        }

        # in_bin REGION KIND LIST ID
        in_bin() {
            end=$(ask ec2 "list-$2s-in-recycle-bin" --region "$1" "--$2-ids" "$4" --output text \
                --query "$3[0].RecycleBinExitTime" 2>/dev/null)
            case $end in
            [0-9]*) say "  the Recycle Bin keeps it, and it is billed, until $end" ;;
            *) say '  the Recycle Bin shows no copy of it' ;;
            esac
        }

        case $RUN in
        list) ;;
        check | yes)
            if ! command -v aws >/dev/null; then
                say "There is no 'aws' on this machine: nothing was run." >&2
                exit 4
            fi
            ;;
        *)
            say "RUN is '$RUN', expected check or yes: nothing was run." >&2
            exit 4
            ;;
        esac


        """#

    private static let waiting = #"""
        # complete REGION SNAPSHOT DISK GIB: waits for it; a large disk takes hours
        complete() {
            silent=0
            while :; do
                now=$(ask ec2 describe-snapshots --region "$1" --snapshot-ids "$2" --output text \
                    --query 'to_string(Snapshots[0].[State, VolumeId, VolumeSize])')
                case $now in
                '["pending",'*) silent=0 ;;
                '["'*) break ;;
                *) silent=$((silent + 1)) ;;
                esac
                [ "$silent" -lt 5 ] || break
                sleep "${PAUSE:-15}"
            done
            same "its snapshot $2" "[\"completed\",\"$3\",$4]" "$now"
        }

        # gone REGION IMAGE: AWS takes a moment
        gone() {
            tries=0
            while [ "$tries" -lt 20 ]; do
                shown=$(ask ec2 describe-images --region "$1" --owners self --include-deprecated --include-disabled \
                    --filters "Name=image-id,Values=$2" --output json --query 'length(Images)')
                [ "$shown" = 0 ] && return 0
                tries=$((tries + 1))
                sleep "${PAUSE:-15}"
            done
            leave 'AWS shows it still; its snapshots stay'
        }


        """#

    private static let things = #"""
        # image REGION ID SEEN TITLE
        image() {
            begin "image $2 in $1, $4" 'deregister it' || return 0
            ours || return 1
            same 'the image' "$3" "$(ask ec2 describe-images --region "$1" --image-ids "$2" --include-deprecated \
                --include-disabled --output text --query \
                "to_string(Images[0].[State, sort(BlockDeviceMappings[].Ebs.SnapshotId || $none), $tags])")" || return 1
            same 'who else may launch it' 0 "$(ask ec2 describe-image-attribute --region "$1" --image-id "$2" \
                --attribute launchPermission --output json --query 'length(LaunchPermissions)')" || return 1
            same 'machines started from it' 0 "$(ask ec2 describe-instances --region "$1" --output json \
                --filters "Name=image-id,Values=$2" \
                --query "length(Reservations[].Instances[?State.Name != 'terminated'][])")" || return 1
            same 'launch templates that start it' 0 "$(ask ec2 describe-launch-template-versions --region "$1" \
                --versions "\$Latest" "\$Default" --output json \
                --query "length(LaunchTemplateVersions[?LaunchTemplateData.ImageId == '$2'])")" || return 1
            same 'launch configurations that start it' 0 "$(ask autoscaling describe-launch-configurations \
                --region "$1" --output json --query "length(LaunchConfigurations[?ImageId == '$2'])")" || return 1
            may || return 0
            if ! ask ec2 deregister-image --region "$1" --image-id "$2" >/dev/null; then
                leave 'AWS did not deregister it'
                return 1
            fi
            did 'deregistered'
            in_bin "$1" image Images "$2"
            gone "$1" "$2"
        }

        # snapshot REGION ID SEEN TITLE IMAGE: IMAGE was deregistered before, and may be shown still
        snapshot() {
            begin "snapshot $2 in $1, $4" 'delete it' || return 0
            ours || return 1
            same 'the snapshot' "$3" "$(ask ec2 describe-snapshots --region "$1" --snapshot-ids "$2" --output text \
                --query "to_string(Snapshots[0].[State, VolumeSize, $tags])")" || return 1
            same 'images that use it' 0 "$(ask ec2 describe-images --region "$1" --owners self --include-deprecated \
                --include-disabled --filters "Name=block-device-mapping.snapshot-id,Values=$2" --output json \
                --query "length(Images[?ImageId != '$5'])")" || return 1
            same 'who else may use it' 0 "$(ask ec2 describe-snapshot-attribute --region "$1" --snapshot-id "$2" \
                --attribute createVolumePermission --output json --query 'length(CreateVolumePermissions)')" || return 1
            may || return 0
            if ! ask ec2 delete-snapshot --region "$1" --snapshot-id "$2" >/dev/null; then
                leave 'AWS did not delete it'
                return 1
            fi
            did 'deleted'
            in_bin "$1" snapshot Snapshots "$2"
        }

        # free REGION ID SEEN: whether the disk is as it was seen
        free() {
            ours && same 'the disk' "$3" "$(ask ec2 describe-volumes --region "$1" --volume-ids "$2" --output text \
                --query "to_string(Volumes[0].[State, Size, VolumeType, length(Attachments || $none), $tags])")"
        }

        # disk REGION ID SEEN TITLE GIB
        disk() {
            begin "disk $2 in $1, $4" 'snapshot it, wait until the snapshot is complete, and delete the disk' || return 0
            free "$1" "$2" "$3" || return 1
            may || return 0
            copy=$(ask ec2 create-snapshot --region "$1" --volume-id "$2" --query SnapshotId --output text \
                --description "Copy of $2 before it was deleted" \
                --tag-specifications "ResourceType=snapshot,Tags=[{Key=costguard:copy-of,Value=$2}]")
            case $copy in
            snap-*) did "snapshot $copy is being made" ;;
            *)
                leave 'AWS made no snapshot of it'
                return 1
                ;;
            esac
            # That took its time: somebody may have attached it meanwhile.
            if ! { complete "$1" "$copy" "$2" "$5" && free "$1" "$2" "$3"; }; then
                say "  its snapshot $copy stays"
                return 1
            fi
            if ! ask ec2 delete-volume --region "$1" --volume-id "$2" >/dev/null; then
                leave "AWS did not delete it; its snapshot $copy stays"
                return 1
            fi
            did "deleted; its snapshot $copy stays, and is billed"
            in_bin "$1" volume Volumes "$2"
        }

        # address REGION ID SEEN TITLE
        address() {
            begin "address $2 in $1, $4" 'release it: you may not get it again' || return 0
            ours || return 1
            same 'the address' "$3" "$(ask ec2 describe-addresses --region "$1" --allocation-ids "$2" --output text \
                --query "to_string(Addresses[0].[PublicIp, AssociationId || $null, InstanceId || $null, \
        NetworkInterfaceId || $null, $tags])")" || return 1
            may || return 0
            if ! ask ec2 release-address --region "$1" --allocation-id "$2" >/dev/null; then
                leave 'AWS did not release it'
                return 1
            fi
            did 'released'
        }

        # What follows is the list: one thing a line, with what the plan saw of it.
        """#

    /// What is said at the end, and the exit status.
    static let end = #"""
        say ''
        if [ "$RUN" = list ]; then
            say 'Nothing was run. RUN=check compares each thing with what was seen, RUN=yes does it.'
            exit 4
        fi
        say "Changes made: $changed. Left alone: $left."
        [ "$left" -eq 0 ]
        """#
}
